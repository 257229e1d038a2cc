import { variablesText } from "../variables-text.ts";
import type { Example } from "./example.ts";

/** What the server can run, and what it would take. */
export const models: readonly Example[] = [
  {
    title: "Choose a model",
    query: `# Which model suits your task, and why?
# Nothing is run; every field may be left out.
query Route($input: RouteInput!) {
  route(input: $input) {
    recommended { id }
    selected { id }
    fallback
    steps { question answer reason }
    alternatives { id }
  }
}
`,
    variables: variablesText({
      input: { language: "ja", priority: "QUALITY", cloud: false },
    }),
  },
  {
    title: "List the models",
    query: `# Every model that this server knows:
# can it be used now, and if not, what to do?
query Models {
  models {
    id
    modalities
    hosting
    dimensions
    multilingual
    availability { status reason howToEnable }
  }
}
`,
  },
];
