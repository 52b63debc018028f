  private static KeyStore authorities(String pem) throws GeneralSecurityException, IOException {
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    ByteArrayInputStream text = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(text)) {
      authorities.setCertificateEntry("authority-" + authorities.size(), authority);
    }
    return authorities;
  }

