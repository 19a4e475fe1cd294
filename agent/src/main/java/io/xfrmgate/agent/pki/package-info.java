/**
 * Certificates, private keys and what says whether they are still good. The shards ask through {@link
 * io.xfrmgate.ike.pki.PkiPort}; all that reads files, waits for servers or takes long is done here, on virtual threads.
 */
@NullMarked
package io.xfrmgate.agent.pki;

import org.jspecify.annotations.NullMarked;
