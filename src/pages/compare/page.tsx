import { createRoot } from "react-dom/client";
import { UnifiedEmbedder } from "parallax-client";
import { ComparePage } from "./compare-page.tsx";

const client = new UnifiedEmbedder({ url: new URL("graphql", location.href).href });
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<ComparePage client={client} />);
}
