package io.xfrmgate.agent;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Handlers for signals. The JDK offers them in {@code sun.misc.Signal} alone, which it exports for good (module
 * jdk.unsupported) yet warns of at compile time; so it is reached by reflection.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs {@code handler}, on a thread of its own, whenever the signal comes.
     *
     * @param name without SIG, for example {@code TERM}
     */
    static void handle(String name, Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {signalHandler}, (self, method, args) -> {
                        if (method.getName().equals("handle")) {
                            handler.run();
                        }
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, signalHandler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "no handler for SIG" + name + ": the Java runtime lacks jdk.unsupported", e);
        }
    }
}
