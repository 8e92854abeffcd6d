// SPDX-License-Identifier: MIT
// Certificates, true and false ones, made when the tests begin.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const CONFIG = `
[req]
prompt = no
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[ca]
default_ca = tests
[tests]
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`;

/** The name below which a good certificate is good: every name.TLS_DOMAIN. */
const TLS_DOMAIN = "tls.test";

/**
 * Makes them in a folder. Each certificate is {key, cert} in PEM, for node:tls; `authority` and `otherAuthority` have
 * `file`, for --ca-file.
 */
export function makeCertificates(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "openssl.cnf"), CONFIG);
  writeFileSync(join(folder, "index.txt"), "");
  const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const read = name => ({
    key: readFileSync(join(folder, `${name}.key`)),
    cert: readFileSync(join(folder, `${name}.pem`)),
    file: join(folder, `${name}.pem`),
  });
  const CURVE = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const newKey = (kind = CURVE) => ["-newkey", ...kind, "-nodes", "-config", "openssl.cnf"];

  function selfSigned(name, ...extensions) {
    openssl(
      "req",
      "-x509",
      ...newKey(),
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.pem`,
      "-subj",
      `/CN=${name}`,
      "-days",
      "3",
      ...extensions,
    );
    return read(name);
  }

  /** Signed by an authority. `from` and `to`: YYYYMMDD. */
  function signed(name, names, { by = "authority", from, to = "20990101", kind } = {}) {
    openssl(
      "req",
      "-new",
      ...newKey(kind),
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
      "-subj",
      `/CN=${name}`,
      "-addext",
      `subjectAltName=${names}`,
    );
    const times = [...(from ? ["-startdate", `${from}000000Z`] : []), "-enddate", `${to}000000Z`];
    openssl(
      "ca",
      "-batch",
      "-notext",
      "-config",
      "openssl.cnf",
      "-cert",
      `${by}.pem`,
      "-keyfile",
      `${by}.key`,
      "-in",
      `${name}.csr`,
      "-out",
      `${name}.pem`,
      ...times,
    );
    return read(name);
  }

  const names = `DNS:*.${TLS_DOMAIN}`;
  const isAuthority = ["-extensions", "authority"];
  return {
    authority: selfSigned("authority", ...isAuthority),
    otherAuthority: selfSigned("otherAuthority", ...isAuthority),
    good: signed("good", `${names},DNS:origin.test,IP:93.184.216.34`),
    rsa: signed("rsa", names, { kind: ["rsa:2048"] }),
    expired: signed("expired", names, { from: "20200101", to: "20200201" }),
    notYetValid: signed("notYetValid", names, { from: "20900101" }),
    wrongName: signed("wrongName", "DNS:*.elsewhere.test,DNS:elsewhere.test"),
    wrongAddress: signed("wrongAddress", "IP:93.184.216.99"),
    deepWildcard: signed("deepWildcard", "DNS:*.test,DNS:*"),
    unknownAuthority: signed("unknownAuthority", names, { by: "otherAuthority" }),
    selfSigned: selfSigned("selfSigned", "-addext", `subjectAltName=${names}`),
    fromALeaf: (() => {
      const leaf = signed("leaf", `${names}`);
      const forged = signed("forged", names, { by: "leaf" });
      return { ...forged, cert: Buffer.concat([forged.cert, leaf.cert]) };
    })(),
  };
}
