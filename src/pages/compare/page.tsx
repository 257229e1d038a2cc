import { createRoot } from "react-dom/client";
import { UnifiedEmbedder } from "parallax-client";
import { openSession } from "../shared/key/open-session.ts";
import { ComparePage } from "./compare-page.tsx";

const url = new URL("graphql", location.href).href;
const { session, fetch } = openSession(url);
const client = new UnifiedEmbedder({ url, fetch });
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<ComparePage client={client} session={session} />);
}
