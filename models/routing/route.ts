import { languageSkill, languageTier, rankModels, type Order } from "./rank.ts";
import {
  answers,
  checkNeeds,
  isCovered,
  spokenLanguage,
  type Answers,
  type Spoken,
} from "./facts.ts";
import * as explain from "./explain.ts";
import * as explainOthers from "./explain-others.ts";
import { dominates, type Job } from "./dominance.ts";
import { isLicensed, passedOver } from "./licence.ts";
import { root, tree, type Leaf, type Node, type NodeName } from "./tree.ts";
import { selectModel } from "./fallback.ts";
import { takesAll, usableModels } from "./eligible.ts";
import type { Needs, Route, Step, World } from "./types.ts";
import type { Model } from "../model.ts";

/**
 * Chooses a model. Pure but for the language detector's data, which is loaded when first needed.
 *
 * @throws BAD_INPUT for a bad language tag or an impossible number
 * @throws MODEL_UNAVAILABLE when no model that may be used is fast enough
 */
export async function route(needs: Needs, world: World): Promise<Route> {
  checkNeeds(needs);
  return routeIn(await spokenLanguage(needs), needs, world);
}

/** `route` for a language that is known. */
export function routeIn(spoken: Spoken, needs: Needs, world: World): Route {
  const { language } = spoken;
  const facts = answers(needs, spoken, world);
  const { leaf, steps } = walk(facts);
  const usable = usableModels(needs, facts, world);
  const job: Job = { language, task: facts.task.value };
  const leads = ends(leaf, job, world);
  const covered = leads.filter((model) => isCovered(model, world) && takesAll(model, needs));
  const wanted = covered.filter((model) => isLicensed(model, needs));
  const [first, second] = wanted.filter((model) => usable.includes(model));
  const order: Order = {
    ...job,
    catalog: world.models,
    priority: facts.priority.value,
    cloudFirst: leads[0]?.hosting === "CLOUD",
    available: (model) => world.availability(model).status === "READY",
    surpasses: () => false,
    latency: (model) => world.expectedLatency(model).ms,
  };
  const inTheory = { ...order, available: () => true };
  const recommended = first ?? rankModels(usable, inTheory)[0]!;
  // Were time no matter.
  const preferred = wanted[0] ?? recommended;
  // What else keeps a model away is not the licence's fault.
  const fit = usableModels({ ...needs, commercialUse: false }, facts, world);
  const unlicensed = passedOver(
    covered.filter((model) => fit.includes(model)),
    recommended,
    needs,
  );

  const succeeds = ({ supersedes }: Model) => supersedes?.id === recommended.id;
  const better = usable.filter((model) => dominates(model, recommended, job));
  const surpasses = (model: Model) => succeeds(model) || better.includes(model);
  const rest = rankModels(usable, { ...order, surpasses }).filter((model) => model !== recommended);
  const tier = Math.max(...usable.map((model) => languageTier(model, language)));
  const alternatives = rest.filter((model) => languageTier(model, language) === tier);
  const [best] = rankModels(
    better.filter((model) => alternatives.includes(model)),
    { ...inTheory, surpasses },
  );
  const anySpace = needs.fallback ?? needs.anySpace ?? true;
  // Models for English only are the last to fall back to, and never silently in somebody's index:
  // without leave they are only named, and none of them stands in for another of its space.
  const unfamiliar = rest.filter(
    (model) => !alternatives.includes(model) && (anySpace || model.space !== recommended.space),
  );
  const next = second && leaf !== "best local" ? [second] : [];
  const selection = selectModel(recommended, {
    others: [...next, ...alternatives, ...unfamiliar],
    availability: world.availability,
    anySpace,
  });

  return {
    ...selection,
    recommended,
    language,
    alternatives,
    steps: [
      ...steps,
      ...(leaf === "best local"
        ? [explain.skill(preferred, job, world)]
        : explain.uncovered(leads[0], recommended, world)),
      ...explain.latency({ preferred, recommended }, needs, job, world),
      ...explainOthers.licence(needs, unlicensed, recommended, { ...job, catalog: world.models }),
      ...explain.video(recommended, needs, world),
      ...explainOthers.nativeVideo(needs, recommended, alternatives, language),
      ...explainOthers.better(best, recommended, job),
      ...explainOthers.successor(alternatives.find(succeeds), recommended),
      explain.availability(recommended, selection, world),
      ...explain.unfamiliar(recommended, selection.selected, language),
    ],
  };
}

function walk(facts: Answers): { leaf: Leaf; steps: readonly Step[] } {
  const steps: Step[] = [];
  let at: NodeName | Leaf = root;
  while (typeof at === "string" && at !== "best local") {
    const node: Node = tree[at];
    const { value, words } = facts[node.subject];
    const branch = node.answers[value]!;
    steps.push({ question: node.question, answer: words, reason: branch.because });
    at = branch.next;
  }
  return { leaf: at, steps };
}

/** Where the tree ends, best first. */
function ends(leaf: Leaf, job: Job, world: World): readonly Model[] {
  if (leaf !== "best local") {
    return leaf.flatMap((id) => find(world, id) ?? []);
  }
  return world.models
    .filter(({ hosting }) => hosting === "LOCAL")
    .map((model) => ({ model, skill: languageSkill(model, job, world.models) }))
    .toSorted((a, b) => b.skill - a.skill)
    .map(({ model }) => model);
}

function find(world: World, id: string): Model | undefined {
  return world.models.find((model) => model.id === id);
}
