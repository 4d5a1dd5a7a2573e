package orca.handler.libvirt.driver;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A NoCloud seed: a small disk with the label {@code cidata} from which cloud-init takes a machine's name, keys and addresses.
 *
 * <p>It is an ISO 9660 file system with one folder and one name for each file, written here in the letter's own terms: sixteen
 * empty sectors, a description, its end, two path tables, the folder, the files. Linux shows the names in lower case and
 * without their version, which is what cloud-init looks for. No date is written, so the same words give the same disk.
 */
final class SeedDisk {
    private static final int SECTOR = 2048;
    private static final int DESCRIPTION = 16;
    private static final int LITTLE_TABLE = 18;
    private static final int BIG_TABLE = 19;
    private static final int FOLDER = 20;
    private static final int FILES = 21;
    private static final int FOLDER_FLAG = 2;
    private static final int FIXED_RECORD = 33;

    private SeedDisk() {}

    /** The disk with these files; names of at most 30 letters, digits and '-'. */
    static byte[] of(Map<String, String> files) {
        List<byte[]> contents = new ArrayList<>();
        ByteArrayOutputStream folder = new ByteArrayOutputStream();
        folder.writeBytes(record(new byte[] {0}, FOLDER, SECTOR, FOLDER_FLAG));
        folder.writeBytes(record(new byte[] {1}, FOLDER, SECTOR, FOLDER_FLAG));
        int next = FILES;
        for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
            byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
            byte[] name = (file.getKey().toUpperCase(Locale.ROOT) + ".;1").getBytes(StandardCharsets.US_ASCII);
            folder.writeBytes(record(name, next, content.length, 0));
            contents.add(content);
            next += sectors(content.length);
        }
        if (folder.size() > SECTOR) {
            throw new IllegalArgumentException("seed: has too many files, " + files.size());
        }
        ByteBuffer disk = ByteBuffer.allocate(next * SECTOR);
        disk.put(DESCRIPTION * SECTOR, description(next));
        disk.put((DESCRIPTION + 1) * SECTOR, new byte[] {(byte) 255, 'C', 'D', '0', '0', '1', 1});
        disk.put(LITTLE_TABLE * SECTOR, path(ByteOrder.LITTLE_ENDIAN));
        disk.put(BIG_TABLE * SECTOR, path(ByteOrder.BIG_ENDIAN));
        disk.put(FOLDER * SECTOR, folder.toByteArray());
        int at = FILES;
        for (byte[] content : contents) {
            disk.put(at * SECTOR, content);
            at += sectors(content.length);
        }
        return disk.array();
    }

    private static int sectors(int bytes) {
        return Math.max(1, (bytes + SECTOR - 1) / SECTOR);
    }

    private static byte[] description(int sectors) {
        ByteBuffer text = ByteBuffer.allocate(SECTOR);
        text.put((byte) 1).put("CD001".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
        words(text, 8, 32, "");
        words(text, 40, 32, "cidata");
        both(text, 80, sectors);
        both(text, 120, (short) 1);
        both(text, 124, (short) 1);
        both(text, 128, (short) SECTOR);
        both(text, 132, 10);
        text.order(ByteOrder.LITTLE_ENDIAN).putInt(140, LITTLE_TABLE);
        text.order(ByteOrder.BIG_ENDIAN).putInt(148, BIG_TABLE);
        text.put(156, record(new byte[] {0}, FOLDER, SECTOR, FOLDER_FLAG));
        words(text, 190, 623, "");
        // Four dates that are not said: sixteen zeros in letters, and a zone of zero.
        for (int date = 0; date < 4; date++) {
            text.put(813 + date * 17, "0000000000000000".getBytes(StandardCharsets.US_ASCII));
        }
        text.put(881, (byte) 1);
        return text.array();
    }

    private static void words(ByteBuffer text, int at, int length, String words) {
        text.put(at, (words + " ".repeat(length - words.length())).getBytes(StandardCharsets.US_ASCII));
    }

    private static void both(ByteBuffer text, int at, int number) {
        text.order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
        text.order(ByteOrder.BIG_ENDIAN).putInt(at + 4, number);
    }

    private static void both(ByteBuffer text, int at, short number) {
        text.order(ByteOrder.LITTLE_ENDIAN).putShort(at, number);
        text.order(ByteOrder.BIG_ENDIAN).putShort(at + 2, number);
    }

    private static byte[] record(byte[] name, int sector, int bytes, int flags) {
        int length = FIXED_RECORD + name.length + (name.length % 2 == 0 ? 1 : 0);
        ByteBuffer record = ByteBuffer.allocate(length);
        record.put(0, (byte) length);
        both(record, 2, sector);
        both(record, 10, bytes);
        record.put(25, (byte) flags);
        both(record, 28, (short) 1);
        record.put(32, (byte) name.length);
        record.put(FIXED_RECORD, name);
        return record.array();
    }

    private static byte[] path(ByteOrder order) {
        return ByteBuffer.allocate(10).order(order).put((byte) 1).put((byte) 0).putInt(FOLDER).putShort((short) 1).array();
    }
}
