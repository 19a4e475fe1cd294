package io.xfrmgate.nativeio.libc;

import com.sun.jna.LastErrorException;
import java.util.OptionalInt;

/** Network interfaces of the calling thread's network namespace. */
public final class NetworkInterfaces {
    private NetworkInterfaces() {}

    /** The index of the interface of this name (if_nametoindex(3)); empty if there is none. */
    public static OptionalInt indexOf(String name) {
        try {
            int index = LibC.if_nametoindex(name);
            return index == 0 ? OptionalInt.empty() : OptionalInt.of(index);
        } catch (LastErrorException none) {
            return OptionalInt.empty();
        }
    }
}
