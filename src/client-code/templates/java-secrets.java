/*% if (usesSecret) { %*/
  /** Reads a secret. The SDK takes Region and credentials from where this runs. */
  private static String secret(String name) {
    try (SecretsManagerClient client = SecretsManagerClient.create()) {
      return client.getSecretValue(request -> request.secretId(name)).secretString();
    }
  }

/*% } %*/
/*% if (usesParameter) { %*/
  /** Reads an SSM parameter. The SDK takes Region and credentials from where this runs. */
  private static String parameter(String name) {
    try (SsmClient client = SsmClient.create()) {
      return client.getParameter(request -> request.name(name).withDecryption(true)).parameter().value();
    }
  }

/*% } %*/
