// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.report.Records.ManualClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import javax.xml.parsers.DocumentBuilderFactory;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static io.acclimate.jobs.report.Records.abrupt;
import static io.acclimate.jobs.report.Records.opened;
import static io.acclimate.jobs.report.Records.prediction;
import static io.acclimate.jobs.report.Records.recording;
import static org.assertj.core.api.Assertions.assertThat;

class HtmlReportTest {

    @TempDir
    private Path folder;

    private String report(RunSnapshot run, Map<String, String> facts) throws Exception {
        Path file = folder.resolve("deep/report.html");
        HtmlReport.write(file, run, facts);
        return Files.readString(file);
    }

    private static Document parsed(String html) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document document, String tag) {
        NodeList found = document.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    @Test
    void aFleetHasOnePlotPerKindAndProfileAndTheThreeOfTheWholeRun() throws Exception {
        Document document = parsed(report(SyntheticRun.fleet(), facts()));
        assertThat(elements(document, "svg"))
                .extracting(svg -> svg.getAttribute("aria-label"))
                .hasSize(1 + 5 * 3 + 3)
                .contains(
                        "Accuracy over time: no shift",
                        "Accuracy over time: gain drift, abrupt",
                        "Accuracy over time: remount, returning",
                        "Alert times against true shift times",
                        "Throughput over time",
                        "Latency percentiles");
    }

    @Test
    void aStreamWithSeveralShiftsHasBarsForEverySegment() throws Exception {
        Document document = parsed(report(SyntheticRun.gas(), facts()));
        List<String> texts =
                elements(document, "text").stream().map(Element::getTextContent).toList();
        assertThat(texts).contains("batch 2", "batch 6", "batch 8", "batch 9");
        assertThat(elements(document, "rect"))
                .filteredOn(rect -> rect.getAttribute("class").equals("frozen-bar"))
                .hasSize(7);
    }

    @Test
    void theFileNeedsNothingFromOutside() throws Exception {
        assertThat(report(SyntheticRun.fleet(), facts()))
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("<script")
                .doesNotContain("url(")
                .doesNotContain("@import")
                .contains("prefers-color-scheme: dark");
    }

    @Test
    void everyNumberOfThePlotsIsFinite() throws Exception {
        assertThat(report(SyntheticRun.fleet(), facts())).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void textFromOutsideIsEscaped() throws Exception {
        String hostile = "<b>&\"\u0000\u001b\ud800\uffff";
        Scoreboard board = new Scoreboard(
                new PlayedRun(
                        hostile,
                        hostile,
                        List.of(hostile, "busy"),
                        List.of(recording(
                                hostile, 0, 9, abrupt(ShiftKind.SENSOR_AGEING, 2), abrupt(ShiftKind.SENSOR_AGEING, 5))),
                        List.of(hostile)),
                new ManualClock());
        board.add(prediction(hostile, 0, 1, 0, 0));
        board.add(opened(hostile, hostile, 4));
        Document document = parsed(report(board.snapshot(), Map.of(hostile, hostile)));
        assertThat(elements(document, "b")).isEmpty();
        assertThat(elements(document, "h1").get(0).getTextContent()).startsWith("<b>&\"\ufffd");
    }

    @Test
    void aRunWithoutAnyRecordIsAReportToo() throws Exception {
        Scoreboard board =
                new Scoreboard(new PlayedRun("nothing", "m", List.of("idle"), List.of(), List.of()), new ManualClock());
        Document document = parsed(report(board.snapshot(), Map.of()));
        assertThat(elements(document, "svg")).isEmpty();
        assertThat(elements(document, "h1").get(0).getTextContent()).isEqualTo("nothing");
    }

    @Test
    void aRunThatEndedBeforeItsFirstWindowIsAReportToo() throws Exception {
        Scoreboard board = new Scoreboard(
                new PlayedRun(
                        "early",
                        "m",
                        List.of("idle"),
                        List.of(recording("a", 0, 0), recording("b", 0, 9, abrupt(ShiftKind.NOISE, 2))),
                        List.of()),
                new ManualClock());
        String html = report(board.snapshot(), Map.of());
        assertThat(elements(parsed(html), "svg")).hasSize(3);
        assertThat(html).doesNotContain("NaN");
    }

    @Test
    void runFactsStandInTheirOrderAfterTheModel() throws Exception {
        Document document = parsed(report(SyntheticRun.gas(), facts()));
        Element first = elements(document, "table").get(0);
        NodeList names = first.getElementsByTagName("th");
        assertThat(IntStream.range(0, names.getLength())
                        .mapToObj(i -> names.item(i).getTextContent()))
                .containsExactly("model", "method", "options", "machine");
    }

    private static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("method", "rmt, source-free");
        facts.put("options", "learning rate 0.001, batch of 16 windows, scope norm");
        facts.put("machine", "2 cores, Java 17, Flink 2.3.0, Kafka 4.2.2");
        return facts;
    }
}
