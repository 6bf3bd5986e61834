// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import java.awt.image.IndexColorModel;

/** Colours of pixels by how many ON and OFF events they had. */
enum ColourMap {
    /** White paper: ON is blue, OFF is red, both are dark. */
    RED_BLUE {
        @Override
        double[] colour(double on, double off) {
            return new double[] {1 - on, 1 - Math.max(on, off), 1 - off};
        }
    },
    /** Black background: ON is white, OFF is blue. */
    DARK {
        @Override
        double[] colour(double on, double off) {
            return new double[] {.07 + .93 * on, .08 + .92 * Math.max(on, .5 * off), .12 + .88 * Math.max(on, off)};
        }
    },
    /** Grey where nothing happens: brighter where ON events prevail, darker where OFF do. */
    GREY {
        @Override
        double[] colour(double on, double off) {
            double grey = .5 + (on - off) / 2;
            return new double[] {grey, grey, grey};
        }
    };

    /** Shades from no event of a polarity to as many as saturate. */
    static final int LEVELS = 16;

    /** Red, green and blue, 0 to 1, of shades from 0 to 1. */
    abstract double[] colour(double on, double off);

    /** The index of a colour is {@link #LEVELS} times the shade of ON plus the shade of OFF. */
    IndexColorModel palette() {
        int size = LEVELS * LEVELS;
        byte[][] channels = new byte[3][size];
        for (int i = 0; i < size; i++) {
            double[] colour = colour(i / LEVELS / (LEVELS - 1.0), i % LEVELS / (LEVELS - 1.0));
            for (int channel = 0; channel < 3; channel++) {
                channels[channel][i] = (byte) Math.round(255 * colour[channel]);
            }
        }
        return new IndexColorModel(8, size, channels[0], channels[1], channels[2]);
    }
}
