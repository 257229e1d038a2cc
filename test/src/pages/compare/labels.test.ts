import { describe, expect, it } from "vitest";
import { labelNamed, readLabels } from "../../../../src/pages/compare/labels.ts";

describe("labels as they are typed or pasted", () => {
  it("are one a line, without blanks around them and without empty lines", () => {
    expect(readLabels("a cat\r\n\r\n  a dog \n\na rocket").labels).toEqual([
      "a cat",
      "a dog",
      "a rocket",
    ]);
  });

  it("are the cells of a spreadsheet, with the quotes that it put around some", () => {
    expect(readLabels('a cat\ta dog\n"a ""big"" dog"\t"quoted"').labels).toEqual([
      "a cat",
      "a dog",
      'a "big" dog',
      "quoted",
    ]);
  });

  it("keep commas and quotes that belong to them", () => {
    expect(readLabels('a cat, asleep\nthe "moon"').labels).toEqual(["a cat, asleep", 'the "moon"']);
  });

  it("stand once each, and it is said how many were left out", () => {
    expect(readLabels("a\nb\na\na")).toEqual({ labels: ["a", "b"], repeated: 2 });
  });
});

describe("the label that a folder's name stands for", () => {
  const labels = ["a tree frog", "The Eiffel Tower", "dog"];

  it.each([
    ["tree_frog", "a tree frog"],
    ["Tree-Frog", "a tree frog"],
    ["eiffel tower", "The Eiffel Tower"],
    ["a dog", "dog"],
    ["dog", "dog"],
  ])("%s is %s", (name, label) => expect(labelNamed(name, labels)).toBe(label));

  it("is none when it names something else", () => expect(labelNamed("frog", labels)).toBeNull());
});
