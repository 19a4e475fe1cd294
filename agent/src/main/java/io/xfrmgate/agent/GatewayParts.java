package io.xfrmgate.agent;

import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.agent.kernel.KernelMeter;
import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.agent.telemetry.UsageSource;
import io.xfrmgate.ike.crypto.CryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.pool.AddressPools;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a gateway is made of besides its sockets. Of data plane, crypto and random each shard gets one of its own.
 *
 * @param dataPlane the kernel's tables, or a simulation
 * @param crypto implementations of the algorithms
 * @param random where keys, nonces and SPIs come from
 * @param usage counters for the metrics
 * @param pki private keys, and verdicts on certificates
 * @param eap who judges peers by EAP
 * @param addresses of the pools of the configuration, for peers; one for all shards
 */
public record GatewayParts(
        DataPlaneSource dataPlane,
        Supplier<CryptoRegistry> crypto,
        Supplier<SecureRandom> random,
        UsageOpener usage,
        PkiPort pki,
        EapPort eap,
        AddressPools addresses) {

    /** With pools that are empty yet, and nobody to ask about EAP. */
    public GatewayParts(
            DataPlaneSource dataPlane,
            Supplier<CryptoRegistry> crypto,
            Supplier<SecureRandom> random,
            UsageOpener usage,
            PkiPort pki) {
        this(dataPlane, crypto, random, usage, pki, EapPort.none(), new AddressPools(List.of()));
    }

    /** Opens data planes. */
    @FunctionalInterface
    public interface DataPlaneSource {
        /**
         * Opens one, in the network namespace of the calling thread.
         *
         * @param io told to watch the descriptors on which events come
         * @throws IOException if the kernel has none, or the process may not use it
         */
        DataPlane open(int shard, UdpShardIo io) throws IOException;

        /** What the kernel does the cryptography with, as it is now; of what is no kernel, nothing is known. */
        default KernelDrivers drivers() {
            return new KernelDrivers(List.of(), false);
        }

        /** How the kernel behind all of them answers; of what is no kernel, nothing is heard. */
        default KernelMeter meter() {
            return new KernelMeter();
        }

        /**
         * Says which policies of the calling thread's network namespace are found by hash; before the first of them is opened, and
         * when that changes.
         */
        default void hashPolicies(PolicyHash hash) {}

        /** A source for the shards of one more network namespace, which share nothing with those of another. */
        default DataPlaneSource forNamespace() {
            return this;
        }
    }

    /** Opens the reader of the data plane's counters. */
    @FunctionalInterface
    public interface UsageOpener {
        /**
         * Opens it, in the network namespace of the calling thread.
         *
         * @throws IOException as {@link DataPlaneSource#open}
         */
        UsageSource open() throws IOException;
    }
}
