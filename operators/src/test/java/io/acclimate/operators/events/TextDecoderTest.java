// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TextDecoderTest {

    private final EventDecoder decoder = EventFormat.TEXT.newDecoder();

    private String[] decode(String text) {
        return Recordings.lines(Recordings.decode(decoder, Words.of(text).bytes()));
    }

    @Test
    void aLineOfNamesSaysWhichColumnIsWhich() {
        assertThat(decode("x,y,polarity,timestamp\r\n1,2,1,100\r\n3,4,0,200\r\n"))
                .containsExactly("100 1 2 1", "200 3 4 0");
    }

    @Test
    void withoutNamesTimeComesFirst() {
        assertThat(decode("100 1 2 1\n200\t3\t4\t-1\n")).containsExactly("100 1 2 1", "200 3 4 0");
    }

    @Test
    void withoutNamesTheOrderOfMetavisionIsRecognised() {
        assertThat(decode("10,20,1,1000\n11,21,0,1001\n")).containsExactly("1000 10 20 1", "1001 11 21 0");
    }

    @Test
    void timesWithAPointAreSeconds() {
        assertThat(decode("0.003811000 96 133 0\n1.5 97 134 1\n")).containsExactly("3811 96 133 0", "1500000 97 134 1");
    }

    @Test
    void commentsAndEmptyLinesArePassedOver() {
        assertThat(decode("# made by hand\n\n1;2;3;true\n")).containsExactly("1 2 3 1");
        assertThat(decoder.report().faults()).isZero();
    }

    @Test
    void aCommentMaySayHowLargeTheSensorIs() {
        assertThat(decode("# geometry 10x8\nt,x,y,p\n1,9,7,1\n2,10,7,1\n3,9,8,1\n# geometry 99x99\n4,10,0,1\n"))
                .containsExactly("1 9 7 1");
        assertThat(decoder.geometry()).isEqualTo(new Geometry(10, 8));
        assertThat(decoder.report().count(Fault.OUT_OF_SENSOR)).isEqualTo(3);
    }

    @Test
    void badLinesAreSkippedWithTheirOffset() {
        String good = "1,2,3,1\n";
        assertThat(decode(good + "a,b,c,d\n" + "1,2,3\n" + "5,70000,1,1\n" + "0,1,1,1\n" + "9,".repeat(200)
                        + "\n9,9,9,1\n"))
                .containsExactly("1 2 3 1", "9 9 9 1");
        assertThat(decoder.report().firstFaults())
                .containsExactly(
                        new DecodeReport.At(Fault.CORRUPT, 8),
                        new DecodeReport.At(Fault.CORRUPT, 16),
                        new DecodeReport.At(Fault.OUT_OF_SENSOR, 22),
                        new DecodeReport.At(Fault.TIME_REVERSED, 34),
                        new DecodeReport.At(Fault.CORRUPT, 42));
    }

    @Test
    void aLastLineWithoutItsEndIsTruncated() {
        decode("1,2,3,1\n4,5,6");
        assertThat(decoder.report().count(Fault.TRUNCATED)).isEqualTo(1);
    }
}
