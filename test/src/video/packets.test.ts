import { describe, expect, it } from "vitest";
import { createPacketList } from "../../../src/video/packets.ts";

const head = ["#software: x", "#tb 0: 1/1000", "#codec_id 0: vp9", "#dimensions 0: 640x360"];
function listOf(...lines: string[]) {
  const packets = createPacketList();
  [...head, ...lines].forEach(packets.read);
  return packets;
}

describe("a list of packets", () => {
  it("says what the pictures are", () => {
    expect(listOf()).toMatchObject({ codec: "vp9", pixels: 640 * 360 });
  });

  it("ends with the picture that is shown last, whatever the order of decoding", () => {
    const packets = listOf(
      "0, -40, 0, 40, 9, 0x1",
      "0, 0, 80, 40, 9, 0x1",
      "0, 40, 40, 40, 9, 0x1",
    );
    expect(packets.end(undefined)).toBeCloseTo(0.12);
  });

  it("takes the time of decoding where there is no other", () => {
    expect(listOf("0, 2000, -9223372036854775808, 40, 9, 0x1").end(undefined)).toBeCloseTo(2.04);
  });

  it("leaves out what an edit list hides", () => {
    const packets = listOf("0, 0, 0, 40, 9, 0x1", "0, 40, 40, 40, 9, 0x1, F=0x5");
    expect(packets.end(undefined)).toBeCloseTo(0.04);
  });

  it("goes no further than the header says, unless a picture comes later", () => {
    const packets = listOf("0, 0, 0, 3000, 9, 0x1", "0, 9000, 9000, 3000, 9, 0x1, F=0x0");
    expect(packets.end(10)).toBe(10);
    expect(packets.end(8)).toBe(12);
    expect(packets.end(60)).toBe(12);
    expect(packets.end(11.99)).toBe(12);
  });

  it("gives a picture without a length the usual one, and knows when there is none", () => {
    expect(listOf("0, 0, 0, 0, 9, 0x1").end(undefined)).toBeCloseTo(0.04);
    expect(listOf().end(5)).toBeUndefined();
  });
});
