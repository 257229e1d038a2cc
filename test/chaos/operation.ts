import type { MakeImageList, Upload } from "./image-lists.ts";
import { type Answer, judge, type Question } from "./judge.ts";
import type { Random } from "./random.ts";
import type { Facts, Reference } from "./references.ts";
import type { Tally } from "./tally.ts";

/** A request, and how its answer is judged. */
export interface Operation {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly uploads: readonly Upload[];
  /** How many rows it asks for, all of which are lost without an answer. */
  readonly rows: number;
  judge(answer: Answer, excuses: ReadonlySet<string>, tally: Tally): void;
}

export interface World {
  readonly references: readonly Reference[];
  readonly facts: Facts;
  readonly imageList: MakeImageList;
}

export type MakeOperation = (random: Random, world: World) => Operation;

interface Asked<Row> extends Pick<Operation, "name" | "query" | "variables"> {
  readonly uploads?: readonly Upload[];
  readonly question: Question<Row>;
}

/** An operation whose rows are in one place. */
export function operation<Row>({ question, uploads = [], ...request }: Asked<Row>): Operation {
  const { expected } = question;
  return {
    ...request,
    uploads,
    rows: Array.isArray(expected) ? expected.length : 1,
    judge: (answer, excuses, tally) => judge(question, answer, excuses, tally),
  };
}

/** One of them, by their shares. */
export function pickModel(random: Random, references: readonly Reference[]): Reference {
  return random.pick(references.flatMap((each) => Array<Reference>(each.share).fill(each)));
}
