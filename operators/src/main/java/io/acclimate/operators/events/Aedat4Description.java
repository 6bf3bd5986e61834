// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;

/**
 * What the XML in an AEDAT 4 header says: under the node {@code outInfo} one node per track, named by its number, with an
 * attribute {@code typeIdentifier} and, in a node {@code info}, {@code sizeX} and {@code sizeY}.
 */
final class Aedat4Description {

    private static final int DEEPEST = 64;

    private final Set<Integer> eventTracks = new HashSet<>();
    private Geometry geometry = Geometry.UNKNOWN;

    private int track = -1;
    private int trackDepth;
    private boolean events;
    private long sizeX;
    private long sizeY;

    /** Reads the XML; what a damaged one says up to the damage counts. */
    static Aedat4Description of(String xml) {
        Aedat4Description description = new Aedat4Description();
        try {
            XMLInputFactory factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            description.read(factory.createXMLStreamReader(new StringReader(xml)));
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's parser answers some damaged text with unchecked exceptions; packets name their own kind anyway.
            description.endTrack();
        }
        return description;
    }

    /** Numbers of the tracks of events; empty if the header does not say. */
    Set<Integer> eventTracks() {
        return eventTracks;
    }

    /** Size of the first track of events. */
    Geometry geometry() {
        return geometry;
    }

    private void read(XMLStreamReader xml) throws XMLStreamException {
        int depth = 0;
        while (xml.hasNext() && depth < DEEPEST) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (xml.getLocalName().equals("attr")) {
                    readAttribute(xml.getAttributeValue(null, "key"), xml.getElementText());
                } else {
                    depth++;
                    beginNode(xml.getAttributeValue(null, "name"), depth);
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                if (depth == trackDepth) {
                    endTrack();
                }
                depth--;
            }
        }
    }

    private void beginNode(String name, int depth) {
        if (track < 0 && name != null && name.matches("\\d{1,9}")) {
            track = Integer.parseInt(name);
            trackDepth = depth;
        }
    }

    private void readAttribute(String key, String value) {
        if ("typeIdentifier".equals(key)) {
            events = value.strip().equals(Aedat4Tables.EVENTS_IDENTIFIER);
        } else if ("sizeX".equals(key)) {
            sizeX = number(value);
        } else if ("sizeY".equals(key)) {
            sizeY = number(value);
        }
    }

    private static long number(String value) {
        String text = value.strip();
        return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0;
    }

    private void endTrack() {
        if (track >= 0 && events) {
            eventTracks.add(track);
            geometry = geometry.isKnown() ? geometry : Geometry.of(sizeX, sizeY);
        }
        track = -1;
        trackDepth = 0;
        events = false;
        sizeX = 0;
        sizeY = 0;
    }
}
