package orca.nodeagent.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes sure that one agent at a time works on a folder. The operating system frees it when the process is gone. */
record FolderLock(FileChannel channel) implements AutoCloseable {
    static FolderLock take(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean mine;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            mine = false;
        }
        if (!mine) {
            channel.close();
            throw new IOException("another agent runs on " + folder + "; stop it first, or use another folder");
        }
        return new FolderLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
