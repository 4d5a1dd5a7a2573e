package orca.wire.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import orca.wire.text.RecordForm;

/** Writes a backup from its beginning to its end, to where nothing can be changed any more. Without {@link #end} it is none. */
public final class BackupWriter {
    /** The manifest's name in the archive. */
    static final String MANIFEST = "manifest.json";

    private final ZipOutputStream zip;

    public BackupWriter(OutputStream out) {
        zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        // Records repeat themselves; more effort would hold up whoever waits.
        zip.setLevel(Deflater.BEST_SPEED);
    }

    /** Writes the bytes of one stream. */
    public interface Source {
        void to(OutputStream out) throws IOException;
    }

    /** What was written. */
    public record Written(long bytes, String sha256) {}

    /** Adds the stream called {@code entry}. */
    public Written add(String entry, Source source) throws IOException {
        zip.putNextEntry(new ZipEntry(entry));
        Counted counted = new Counted(zip);
        source.to(counted);
        counted.flush();
        zip.closeEntry();
        return new Written(counted.sum.bytes(), counted.sum.sha256());
    }

    /** Adds the manifest, and the end by which the archive is known to be whole. */
    public void end(BackupManifest manifest) throws IOException {
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(RecordForm.write(manifest).toPrettyJson().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }

    private static final class Counted extends FilterOutputStream {
        private final Sum sum = new Sum();

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            sum.add(bytes, from, length);
        }
    }
}
