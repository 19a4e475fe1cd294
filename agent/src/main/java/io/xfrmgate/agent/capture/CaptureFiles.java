package io.xfrmgate.agent.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a capture, in a directory that Wireshark can take for its own. Each packet and each line is written at once, so that
 * they are whole wherever the capture is broken off.
 */
public final class CaptureFiles implements AutoCloseable {
    /** The packets. */
    public static final String PACKETS = "ike.pcapng";

    /** The keys, by the name that Wireshark looks for. */
    public static final String TABLE = "ikev2_decryption_table";

    private final Path directory;
    private final FileChannel packets;
    private final Optional<FileChannel> table;

    private CaptureFiles(Path directory, FileChannel packets, Optional<FileChannel> table) {
        this.directory = directory;
        this.packets = packets;
        this.table = table;
    }

    /**
     * Makes them, and the directory where it is missing, for their owner alone.
     *
     * @param withKeys whether there is to be a table
     * @param application that writes
     * @throws IOException also if one of them is there already
     */
    public static CaptureFiles create(Path directory, boolean withKeys, String application) throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel packets = create(directory.resolve(PACKETS));
        try {
            write(packets, Pcapng.start(application));
            return new CaptureFiles(
                    directory, packets, withKeys ? Optional.of(create(directory.resolve(TABLE))) : Optional.empty());
        } catch (IOException e) {
            packets.close();
            Files.delete(directory.resolve(PACKETS));
            throw e;
        }
    }

    private static FileChannel create(Path file) throws IOException {
        try {
            return FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " is there already; it is not written over", e);
        }
    }

    /** Takes what was captured. Keys without a table are a mistake of the daemon's, and are not written. */
    public void write(Captured captured) throws IOException {
        switch (captured) {
            case Captured.Datagram datagram -> write(packets, Pcapng.packet(datagram));
            case Captured.Keys keys -> {
                if (keys.line().isPresent() && table.isPresent()) {
                    write(table.get(), (keys.line().get() + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            case Captured.Alive _ -> {}
        }
    }

    private static void write(FileChannel file, byte[] octets) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(octets);
        while (rest.hasRemaining()) {
            file.write(rest);
        }
    }

    /** Removes the files, where there was no capture. */
    public void discard() throws IOException {
        close();
        Files.deleteIfExists(directory.resolve(PACKETS));
        if (table.isPresent()) {
            Files.deleteIfExists(directory.resolve(TABLE));
        }
    }

    @Override
    public void close() throws IOException {
        packets.close();
        if (table.isPresent()) {
            table.get().close();
        }
    }
}
