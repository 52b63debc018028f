			Dialer: dialer(/*% if (tls) { %*/security/*% } %*/),
			ReadTimeout: responseTimeout,
			WriteTimeout: responseTimeout,
			// By default, go-redis dials a dead server five times before it does anything else.
			DialerRetries: 1,
			/*% if (hasPassword) { %*/
			Username: "/*%= username %*/",
			Password: password,
			/*% } %*/
