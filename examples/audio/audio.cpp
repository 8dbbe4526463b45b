// audio.cpp - a block processor with two networks in one translation unit: a gate that hears whether
// a block is signal, and a waveshaper that has learned an amplifier. No allocation, no lock, no global
// state of the networks: what a block takes is the same every time.
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "gate.c"
#include "shaper.c"

namespace {

constexpr int block_size = 64, history = SHAPER_INPUTS;

class Processor {
public:
    Processor()
    {
        gate_init(&gate, 1);
        shaper_init(&shaper, 2);
    }

    // In place; the networks' parameters may be set by another block's training.
    void process(float *block)
    {
        float window[block_size][history], features[3], open;
        for (int i = 0; i < block_size; i++) {
            for (int k = history - 1; k > 0; k--)
                past[k] = past[k - 1];
            past[0] = block[i];
            for (int k = 0; k < history; k++)
                window[i][k] = past[k];
        }
        measure(block, features);
        gate_predict(&gate, features, &open);
        shaper_forward(&shaper, block_size, window[0], block, &shaper_ws);
        for (int i = 0; i < block_size; i++) {
            level += 0.05f * (open - level);
            block[i] *= level;
        }
    }

    // Level, crossings of zero, and how alike neighbours are.
    static void measure(const float *block, float *features)
    {
        float energy = 1e-9f, crossings = 0, alike = 0;
        for (int i = 1; i < block_size; i++) {
            energy += block[i] * block[i];
            alike += block[i] * block[i - 1];
            crossings += (block[i] < 0) != (block[i - 1] < 0);
        }
        features[0] = std::sqrt(energy / block_size);
        features[1] = crossings / block_size;
        features[2] = alike / energy;
    }

    gate_parameters gate;
    shaper_parameters shaper;

private:
    shaper_workspace shaper_ws;
    float past[history] = {}, level = 0;
};

std::uint32_t state = 1;

float noise()
{
    state = state * 1664525u + 1013904223u;
    return float(std::int32_t(state)) / 2147483648.0f;
}

// The amplifier to be learned: of the current and the last sample.
float amplifier(float now, float before)
{
    return std::tanh(2 * now - 0.5f * before);
}

void signal(float *block, bool is_signal)
{
    static float phase = 0;
    const float step = 0.05f + 0.1f * std::fabs(noise());
    for (int i = 0; i < block_size; i++, phase += step)
        block[i] = is_signal ? 0.8f * std::sin(phase) + 0.02f * noise() : 0.3f * noise();
}

void train(Processor &p)
{
    static gate_optimizer go;
    static gate_workspace gws;
    static shaper_optimizer so;
    static shaper_workspace sws;
    gate_optimizer_init(&go);
    shaper_optimizer_init(&so);
    for (int step = 0; step < 1500; step++) {
        float x[block_size][history], t[block_size], f[block_size][3], is[block_size];
        for (int i = 0; i < block_size; i++) {
            float block[block_size];
            is[i] = float(i % 2);
            signal(block, i % 2 != 0);
            Processor::measure(block, f[i]);
            for (int k = 0; k < history; k++)
                x[i][k] = block[history - k];
            t[i] = amplifier(x[i][0], x[i][1]);
        }
        gate_step(&p.gate, &go, block_size, f[0], is, &gws);
        shaper_step(&p.shaper, &so, block_size, x[0], t, &sws);
    }
}

} // namespace

int main()
{
    static Processor p;
    float error = 0, through = 0, leaks = 0, last = 0;
    train(p);
    for (int n = 0; n < 200; n++) { // each of 100 blocks
        float block[block_size], wanted[block_size];
        const bool is_signal = n < 100;
        signal(block, is_signal);
        for (int i = 0; i < block_size; i++) {
            wanted[i] = amplifier(block[i], last);
            last = block[i];
        }
        p.process(block);
        for (int i = 0; i < block_size && n % 100 > 10; i++) {
            if (is_signal)
                error += (block[i] - wanted[i]) * (block[i] - wanted[i]);
            (is_signal ? through : leaks) += block[i] * block[i];
        }
    }
    const float ratio = 10 * std::log10(through / error), quiet = 10 * std::log10(through / leaks);
    std::printf("signal to error %.1f dB, signal to what the gate leaks %.1f dB\n", double(ratio),
                double(quiet));
    return !(ratio > 20 && quiet > 30);
}
