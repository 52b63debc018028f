/*% if (passwordSecretName) { %*/
/// `password` is the value of the Secrets Manager secret /*%~ passwordSecretName %*/.
/*% } %*/
/*% if (passwordParameterName) { %*/
/// `password` is the value of the SSM parameter /*%~ passwordParameterName %*/.
/*% } %*/
/*% if (caParameterName) { %*/
/// `authority` is the value of the SSM parameter /*%~ caParameterName %*/: the servers' CA certificate in PEM format.
/*% } %*/
