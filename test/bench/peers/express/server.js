import { AutoTokenizer, CLIPTextModelWithProjection, env } from "@huggingface/transformers";
import express from "express";

// What one writes first: a model, a route, a call.
const { PORT, MODELS, MODEL } = process.env;
env.localModelPath = MODELS;
env.allowRemoteModels = false;

const tokenizer = await AutoTokenizer.from_pretrained(MODEL);
const model = await CLIPTextModelWithProjection.from_pretrained(MODEL, { dtype: "fp32" });

const app = express();
app.use(express.json());

app.get("/health", (_, response) => {
  response.json({ status: "ok" });
});

// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 waits for them
app.post("/embed", async (request, response) => {
  const inputs = tokenizer([request.body.text], { padding: true, truncation: true });
  const { text_embeds: embeds } = await model(inputs);
  response.json({ embedding: embeds.normalize().tolist()[0] });
});

app.listen(PORT, "127.0.0.1");
