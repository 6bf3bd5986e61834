// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines "% key value" of Prophesee's RAW and DAT files that say the sensor's size: {@code format EVT3;width=..;height=..},
 * {@code geometry WxH}, {@code Width W} and {@code Height H}. Older RAW files name only the plugin of their camera.
 */
final class PropheseeHeader {

    private static final Pattern OPTION = Pattern.compile("(width|height)=(\\d{1,6})(;|$)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");
    private static final Map<String, Geometry> OF_PLUGIN = Map.of(
            "gen3_", new Geometry(640, 480),
            "gen31_", new Geometry(640, 480),
            "gen4_", new Geometry(1280, 720),
            "gen41_", new Geometry(1280, 720),
            "imx636_", new Geometry(1280, 720),
            "genx320_", new Geometry(320, 320));

    private long width;
    private long height;
    private Geometry ofPlugin = Geometry.UNKNOWN;
    private Geometry said = Geometry.UNKNOWN;
    private boolean legacyWords;

    /** Takes one line without its percent sign. */
    void accept(String line) {
        String[] parts = line.split("\\s+", 2);
        String value = parts.length < 2 ? "" : parts[1].strip().toLowerCase(Locale.ROOT);
        switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "format" -> readFormat(value);
            case "geometry" -> readGeometry(value);
            case "width" -> width = number(value);
            case "height" -> height = number(value);
            case "plugin_name" ->
                OF_PLUGIN.forEach((name, size) -> {
                    if (value.contains(name)) {
                        ofPlugin = size;
                    }
                });
            default -> {
                // Says nothing about the events.
            }
        }
        said = Geometry.of(width, height);
    }

    private void readFormat(String value) {
        Matcher option = OPTION.matcher(value);
        while (option.find()) {
            if (option.group(1).equals("width")) {
                width = number(option.group(2));
            } else {
                height = number(option.group(2));
            }
        }
        legacyWords = value.contains("endianness=legacy");
    }

    private void readGeometry(String value) {
        Matcher size = SIZE.matcher(value);
        if (size.matches()) {
            width = number(size.group(1));
            height = number(size.group(2));
        }
    }

    private static long number(String text) {
        return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0;
    }

    /** What the lines so far say. */
    Geometry geometry() {
        return said.isKnown() ? said : ofPlugin;
    }

    /** Whether the header says that the halves of 64-bit words are exchanged. */
    boolean legacyWords() {
        return legacyWords;
    }

    /** Whether this is the line after which the data begins. */
    static boolean isLast(String line) {
        return line.equals("end");
    }
}
