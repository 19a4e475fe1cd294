/**
 * The Extensible Authentication Protocol (RFC 3748) as far as IKEv2 carries it (RFC 7296 section 2.16): the port to those who know
 * the peers' credentials, and a client with two methods.
 */
@NullMarked
package io.xfrmgate.ike.eap;

import org.jspecify.annotations.NullMarked;
