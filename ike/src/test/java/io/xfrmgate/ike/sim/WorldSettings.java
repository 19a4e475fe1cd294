package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.crypto.CryptoRegistry;
import java.security.SecureRandom;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What a world is made of besides its seed.
 *
 * @param registry makes each gateway's primitives
 * @param randomFactory makes each daemon's source of randomness from a number
 * @param trace what is kept of what happens
 * @param invariants whether they are checked after each step; a benchmark does without
 */
public record WorldSettings(
        Supplier<CryptoRegistry> registry,
        LongFunction<SecureRandom> randomFactory,
        Trace.Detail trace,
        boolean invariants) {

    WorldSettings withTrace(Trace.Detail detail) {
        return new WorldSettings(registry, randomFactory, detail, invariants);
    }

    CryptoRegistry crypto(SimWorld world, SimGateway owner) {
        CryptoRegistry plain = registry.get();
        return world.trace().isText() ? new TracedCrypto(plain, world.trace(), owner.name()) : plain;
    }

    SecureRandom random(long number) {
        return randomFactory.apply(number);
    }
}
