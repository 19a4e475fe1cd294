/** Whether a certificate is revoked: CRLs (RFC 5280 sections 5 and 6.3) and OCSP (RFC 6960). */
@NullMarked
package io.xfrmgate.agent.pki.revocation;

import org.jspecify.annotations.NullMarked;
