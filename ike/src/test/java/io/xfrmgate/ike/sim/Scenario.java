package io.xfrmgate.ike.sim;

/** A story that is told in a world, once per seed; it throws where the world does not keep to it. */
@FunctionalInterface
public interface Scenario {
    void play(SimWorld world) throws Exception;
}
