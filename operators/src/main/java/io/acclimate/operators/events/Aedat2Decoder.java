// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * AEDAT 1 and 2 of jAER: header lines with '#', then 8-byte big-endian pairs of a 32-bit address and a 32-bit time in
 * microseconds. What an address means is in {@link AddressLayout}; the header's {@code AEChip} line chooses it unless the
 * caller does. Source: iniVation's description of AEDAT 2.0, tonic's readers.
 *
 * <p>Time is read unsigned; a decrease by more than 2^31 microseconds is a wrap.
 */
final class Aedat2Decoder extends WordDecoder {

    private static final long WRAP = 1L << 32;
    private static final String CHIP = "AEChip:";

    private final Chip chip;
    private long loop;
    private long stored;

    /** What the header has said of the camera. */
    private static final class Chip {
        private AddressLayout layout;
        private final boolean chosen;

        Chip(AddressLayout chosen) {
            this.chosen = chosen != null;
            layout = this.chosen ? chosen : AddressLayout.DVS128;
        }

        void accept(String line) {
            if (!chosen && line.startsWith(CHIP)) {
                layout = AddressLayout.ofChip(line.substring(CHIP.length()));
            }
        }
    }

    private Aedat2Decoder(Chip chip) {
        super(8, 1, new TextHeader("#", line -> false, chip::accept, 0));
        this.chip = chip;
    }

    /** A decoder with this layout, or with the one that the header's camera has if it is null. */
    static Aedat2Decoder create(AddressLayout layout) {
        return new Aedat2Decoder(new Chip(layout));
    }

    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        AddressLayout layout = chip.layout;
        setGeometry(layout.geometry());
        int at = from;
        for (; at < to && out.size() < out.times().length; at += 8) {
            long record = Long.reverseBytes(LittleEndian.i64(bytes, at));
            int address = (int) (record >>> 32);
            if (!layout.isChange(address)) {
                report.addOther(1);
                continue;
            }
            long time = time(record & 0xFFFF_FFFFL);
            int x = layout.x(address);
            int y = layout.y(address);
            boolean plain = time >= order.last
                    && x < geometry().columns()
                    && y < geometry().rows();
            if (plain || takesDoubtful(x, y, report.events(), at)) {
                out.add(time, x, y, layout.on(address));
                order.last = time;
                report.addEvents(1);
            }
        }
        return at;
    }

    private long time(long low) {
        if (stored - low > WRAP / 2) {
            loop += WRAP;
        }
        stored = low;
        return loop + low;
    }
}
