/**
 * A self-signed certificate for 127.0.0.1 and localhost, valid for a hundred years, and its key: for tests
 * of TLS alone. Made with
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
 * -subj "/CN=Lookout test broker" -addext "subjectAltName=IP:127.0.0.1,DNS:localhost"`.
 */
export const loopbackCertificate = `-----BEGIN CERTIFICATE-----
MIIBsDCCAVWgAwIBAgIUSTKXtfPCQhCua/7J9U6qSuvjoTEwCgYIKoZIzj0EAwIw
HjEcMBoGA1UEAwwTTG9va291dCB0ZXN0IGJyb2tlcjAgFw0yNjExMjQwNjMzMDNa
GA8yMTI2MTAzMTA2MzMwM1owHjEcMBoGA1UEAwwTTG9va291dCB0ZXN0IGJyb2tl
cjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBq31Ashhn5jMiq2iWklypPnla7R
oaDWu2NNKkEc3emotf3/Fi4yEG+IQP6UlSoLIuKOcjP6o5PVEzyVpiIiQSWjbzBt
MB0GA1UdDgQWBBR9xpH5gSGo/dUmFJF1LZ87hAqPyDAfBgNVHSMEGDAWgBR9xpH5
gSGo/dUmFJF1LZ87hAqPyDAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGHBH8A
AAGCCWxvY2FsaG9zdDAKBggqhkjOPQQDAgNJADBGAiEA9t9aY8U5Rnlb3BWTtqag
M8ob2e6BzXYJVDbRUIQpHPcCIQC33chHkXezIdcBKiHIeYazcY6wj0jBq/dbCQPT
njkmdA==
-----END CERTIFICATE-----
`;

export const loopbackKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsmcm58piOMScceiz
4LRUK238JWUYqDFcPg0Ijuf1p4ChRANCAAQat9QLIYZ+YzIqtolpJcqT55Wu0aGg
1rtjTSpBHN3pqLX9/xYuMhBviED+lJUqCyLijnIz+qOT1RM8laYiIkEl
-----END PRIVATE KEY-----
`;
