/*% if (passwordSecretName !== undefined) { %*/
    String password = secret("/*%= passwordSecretName %*/");
/*% } else if (passwordParameterName !== undefined) { %*/
    String password = parameter("/*%= passwordParameterName %*/");
/*% } %*/
