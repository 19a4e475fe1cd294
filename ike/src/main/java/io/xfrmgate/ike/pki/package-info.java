/**
 * What the protocol core asks of whoever holds private keys and knows which certificates are good. The core knows neither files
 * nor networks nor paths of certificates: it sends what it is given, and checks signatures with keys that were found good.
 */
@NullMarked
package io.xfrmgate.ike.pki;

import org.jspecify.annotations.NullMarked;
