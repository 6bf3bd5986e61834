// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/** Writes markup that is HTML as well as well-formed XML, so that any parser can check a report. */
final class Markup {

    private Markup() {}

    /** Text for element content and attribute values; characters that XML forbids become U+FFFD. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(point) ? point : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean isAllowed(int point) {
        boolean whitespace = point == '\t' || point == '\n';
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return whitespace || (!Character.isISOControl(point) && !surrogate && point != 0xFFFE && point != 0xFFFF);
    }

    /** An element with text. */
    static String text(String tag, String text) {
        return element(tag, escape(text));
    }

    /** An element with markup inside. */
    static String element(String tag, String inner) {
        return "<" + tag + ">" + inner + "</" + tag + ">\n";
    }

    /** An element of a style class with markup inside. */
    static String styled(String tag, String style, String inner) {
        return "<" + tag + " class=\"" + style + "\">" + inner + "</" + tag + ">\n";
    }
}
