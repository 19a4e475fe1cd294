package io.xfrmgate.ike.v2;

/** When changes of algorithms, lifetimes and credentials reach the SAs that are up; all others do at once. */
public enum ApplyChanges {
    /** With their next negotiation or rekey. No SA notices. */
    AT_NEXT_NEGOTIATION,
    /** Now: SAs are rekeyed, and set up anew where the credentials changed. */
    NOW
}
