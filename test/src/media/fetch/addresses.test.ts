import { BlockList, isIPv4 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  blockedPorts,
  isLocalName,
  isPublicAddress,
  parsePrivateHosts,
} from "../../../../src/media/fetch/addresses.ts";

/** IANA's special-purpose registries, multicast and the reserved rest, by hand. */
const specialIPv4 = `
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
  192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16
  192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
  168.63.129.16/32
`
  .trim()
  .split(/\s+/)
  .map((range) => {
    const [network = "", length] = range.split("/");
    return { range, first: toNumber(network), length: Number(length) };
  });
const special = new BlockList();
for (const { first, length } of specialIPv4) {
  special.addSubnet(toDotted(first), length);
}

describe("isPublicAddress", () => {
  it.each(specialIPv4)("refuses $range from its first address to its last", (block) => {
    const last = block.first + 2 ** (32 - block.length) - 1;
    expect(isPublicAddress(toDotted(block.first))).toBe(false);
    expect(isPublicAddress(toDotted(last))).toBe(false);
    for (const neighbour of [block.first - 1, last + 1]) {
      if (neighbour < 0 || neighbour >= 2 ** 32) {
        continue;
      }
      const address = toDotted(neighbour);
      expect(isPublicAddress(address), address).toBe(!special.check(address));
    }
  });

  it("agrees with the registry on every IPv4 address", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(address)).toBe(!special.check(address));
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses every IPv4 address inside an IPv6 address, except public ones behind NAT64", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const hex = toNumber(address).toString(16).padStart(8, "0");
        const [high, low] = [hex.slice(0, 4), hex.slice(4)];
        for (const wrapped of [
          `::ffff:${address}`,
          `::ffff:${high}:${low}`,
          `::${address}`,
          `::ffff:0:${address}`,
          `2002:${high}:${low}::1`,
          `2001:0:4136:e378:8000:63bf:${high}:${low}`,
          `64:ff9b:1::${address}`,
        ]) {
          expect(isPublicAddress(wrapped), wrapped).toBe(false);
        }
        expect(isPublicAddress(`64:ff9b::${address}`)).toBe(isPublicAddress(address));
      }),
    );
  });

  it.each([
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["::2", "reserved"],
    ["100::1", "discarded"],
    ["1fff:ffff::1", "reserved, just below global unicast"],
    ["2001::1", "Teredo"],
    ["2001:2::1", "benchmarking"],
    ["2001:10::1", "ORCHID"],
    ["2001:20::1", "ORCHID 2"],
    ["2001:db8::1", "documentation"],
    ["3fff::1", "documentation"],
    ["4000::1", "reserved, just above global unicast"],
    ["5f00::1", "segment routing"],
    ["fc00::1", "unique local"],
    ["fd00:ec2::254", "unique local, Amazon's metadata"],
    ["fdff:ffff::1", "unique local"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local with a zone"],
    ["febf:ffff::1", "link-local"],
    ["fec0::1", "site-local"],
    ["ff02::1", "multicast"],
  ])("refuses %s (%s)", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["2606:4700::1111", "2a00:1450:4001:80f::200e", "2001:4860:4860::8888", "1.1.1.1"])(
    "accepts %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each(["", "localhost", "127.1", "1.1.1", "0x1010101", "16843009", "01.1.1.1", "[2606::1]"])(
    "takes %j for no public address, since resolvers do not write so",
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );
});

describe("isLocalName", () => {
  it.each(["localhost", "localhost.", "a.localhost", "a.b.localhost."])("knows %s", (name) => {
    expect(isLocalName(name)).toBe(true);
  });

  it.each(["notlocalhost", "localhost.example", "example.com"])("leaves %s alone", (name) => {
    expect(isLocalName(name)).toBe(false);
  });
});

describe("blockedPorts", () => {
  it.each([0, 22, 25, 110, 6000, 6667])("holds %i", (port) => {
    expect(blockedPorts.has(port)).toBe(true);
  });

  it.each([80, 81, 443, 3000, 8080, 8443])("leaves %i alone", (port) => {
    expect(blockedPorts.has(port)).toBe(false);
  });
});

describe("parsePrivateHosts", () => {
  const isAllowed = parsePrivateHosts([
    "minio",
    "Images.Corp.:8080",
    "10.0.0.5:9000",
    "[fd00::1]:81",
    "fd00:0::2",
    "10.0.0.6",
  ]);

  it.each([
    ["minio", 80],
    ["minio", 9000],
    ["minio.", 80],
    ["images.corp", 8080],
    ["10.0.0.5", 9000],
    ["fd00::1", 81],
    ["fd00::2", 443],
    ["10.0.0.6", 443],
  ])("allows %s on port %i", (hostname, port) => {
    expect(isAllowed(hostname, port)).toBe(true);
  });

  it.each([
    ["a.minio", 80],
    ["minio.evil.example", 80],
    ["images.corp", 80],
    ["10.0.0.5", 80],
    ["10.0.0.7", 9000],
    ["fd00::1", 80],
    ["", 80],
  ])("does not allow %s on port %i", (hostname, port) => {
    expect(isAllowed(hostname, port)).toBe(false);
  });

  it("reads an address in any spelling as URLs do", () => {
    expect(parsePrivateHosts(["0x7f.1:80"])("127.0.0.1", 80)).toBe(true);
  });

  it.each([
    "",
    "*",
    "*.corp",
    "10.0.0.0/8",
    "http://minio",
    "minio:",
    "minio:port",
    "minio:70000",
    "user@minio",
    "a b",
    "[::1",
    "256.0.0.1",
  ])("refuses the entry %j and names it", (entry) => {
    expect(() => parsePrivateHosts(["fine", entry])).toThrow(`ALLOWED_PRIVATE_HOSTS: "${entry}"`);
  });
});

function toNumber(address: string): number {
  if (!isIPv4(address)) {
    throw new Error(address);
  }
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function toDotted(value: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");
}
