// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.SplittableRandom;

/**
 * A shape that moves, turns and bounces off the borders of the picture; a new one of random class, size and brightness
 * comes every 1.2 s. Lengths are pixels, brightness is between 0 (black) and 1.
 */
final class MovingShape {

    /** What is to be recognised. */
    enum Kind {
        CIRCLE,
        SQUARE,
        TRIANGLE,
        CROSS
    }

    /** How long one shape is seen, microseconds; windows of 100 ms divide it. */
    static final long SCENE_MICROS = 1_200_000;

    private static final double BACKGROUND = 0.35;
    private static final double BRIGHT = 0.9;
    private static final double DARK = 0.1;
    private static final double SHARP = 0.5;
    private static final double BLURRED = 2.5;
    private static final double RAMP = 4;
    private static final double LOGISTIC = 1.702;
    private static final double ARM = 0.33;

    private final int side;
    private final SplittableRandom random;
    private Kind kind;
    private double brightness;
    private double radius;
    private double x;
    private double y;
    private double velocityX;
    private double velocityY;
    private double angle;
    private double turning;

    MovingShape(int side, SplittableRandom random) {
        this.side = side;
        this.random = random;
    }

    /** Shows a new shape and says its class. */
    Kind next() {
        kind = Kind.values()[random.nextInt(Kind.values().length)];
        brightness = random.nextBoolean() ? BRIGHT : DARK;
        radius = side * random.nextDouble(0.16, 0.26);
        x = random.nextDouble(radius, side - radius);
        y = random.nextDouble(radius, side - radius);
        double speed = side * random.nextDouble(0.6, 1.4);
        double direction = random.nextDouble(2 * Math.PI);
        velocityX = speed * Math.cos(direction);
        velocityY = speed * Math.sin(direction);
        angle = random.nextDouble(2 * Math.PI);
        turning = random.nextDouble(-2, 2);
        return kind;
    }

    /** Moves on by {@code seconds} of its own time. */
    void move(double seconds) {
        x += velocityX * seconds;
        y += velocityY * seconds;
        angle += turning * seconds;
        velocityX = bounced(x, velocityX);
        velocityY = bounced(y, velocityY);
    }

    private double bounced(double place, double velocity) {
        if (place < radius / 2) {
            return Math.abs(velocity);
        }
        return place > side - radius / 2 ? -Math.abs(velocity) : velocity;
    }

    /**
     * Brightness of each pixel, row by row, seen through a lens: an edge behind a Gaussian of width sigma is a cumulative
     * normal, here its logistic approximation (Bowling et al. 2009).
     *
     * @param blur 0 for a sharp picture, 1 for a blurred one
     */
    void look(double blur, float[] picture) {
        double sigma = SHARP + blur * (BLURRED - SHARP);
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        for (int row = 0, i = 0; row < side; row++) {
            for (int column = 0; column < side; column++, i++) {
                double dx = column + 0.5 - x;
                double dy = row + 0.5 - y;
                double outside = distance(cosine * dx + sine * dy, cosine * dy - sine * dx) / sigma;
                picture[i] = (float) (BACKGROUND + (brightness - BACKGROUND) * covered(outside));
            }
        }
    }

    private static double covered(double outside) {
        if (outside > RAMP) {
            return 0;
        }
        return outside < -RAMP ? 1 : 1 / (1 + Math.exp(LOGISTIC * outside));
    }

    /** Signed distance to the shape's edge, negative inside. */
    private double distance(double u, double v) {
        return switch (kind) {
            case CIRCLE -> Math.sqrt(u * u + v * v) - radius;
            case SQUARE -> box(u, v, radius * 0.85, radius * 0.85);
            case TRIANGLE -> Math.max(Math.abs(u) * 0.866 + v * 0.5, -v) - radius * 0.6;
            case CROSS -> Math.min(box(u, v, radius * 1.1, radius * ARM), box(u, v, radius * ARM, radius * 1.1));
        };
    }

    private static double box(double u, double v, double width, double height) {
        return Math.max(Math.abs(u) - width, Math.abs(v) - height);
    }
}
