// Java /*%~ versions.java %*/ or later. Save this as redisclients//*%~ self %*/.java among your sources. Artifacts:
/*% for (const artifact of artifacts) { %*/
//   /*%~ artifact %*/
/*% } %*/
/*% if (usesSecret) { %*/
//   software.amazon.awssdk:secretsmanager:/*%~ versions.javaAws %*/
/*% } %*/
/*% if (usesParameter) { %*/
//   software.amazon.awssdk:ssm:/*%~ versions.javaAws %*/
/*% } %*/
