import type { Model } from "parallax-client";
import { useId, useMemo, useState } from "react";
import type { Photo } from "../types.ts";
import { percent, whole } from "../../shared/numbers.ts";
import { Diamond } from "./icons.tsx";
import { Named } from "./named.tsx";
import { formatCosine } from "./numbers.ts";
import { PlaneChart } from "./plane-chart.tsx";
import { canSeparate, nearestLabels, planeOf, type Vectors } from "./plane-data.ts";
import { Scroll } from "./scroll.tsx";
import { type Embed, useVectors } from "./use-vectors.ts";

/** More points than these are neither readable nor quick to place. */
const most = 100;

/** Photos and labels on a plane, by the vectors of one model at a time. */
export function Plane(props: {
  models: readonly Model[];
  photos: readonly Photo[];
  labels: readonly string[];
  templates: readonly string[] | null;
  /** Vectors in the order of the photos and labels that it was rendered with. */
  embed: Embed;
}) {
  const { models, photos, labels, templates, embed } = props;
  const [chosen, choose] = useState<string | null>(null);
  const [wanted, want] = useState(false);
  const model = models.find(({ id }) => id === chosen) ?? models[0];
  const { vectors, failure, retry } = useVectors({
    model: (wanted && model) || null,
    photos,
    labels,
    templates,
    embed,
  });
  if (!model || photos.length + labels.length < 3) {
    return null;
  }
  return (
    <section className="plane">
      <h2>Photos and labels on a plane</h2>
      <p className="quiet">
        One model at a time: each has a space of its own, and a place in one says nothing about a
        place in another.
      </p>
      <div className="controls">
        <label>
          Model{" "}
          <select value={model.id} onChange={({ target }) => choose(target.value)}>
            {models.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {!wanted && (
          <button type="button" onClick={() => want(true)}>
            Draw
          </button>
        )}
      </div>
      <div aria-live="polite">
        {wanted && !vectors && !failure && (
          <p className="quiet waiting">Asking {model.name} for the vectors…</p>
        )}
        {failure && (
          <p className="warning">
            {failure}{" "}
            <button type="button" onClick={retry}>
              Try again
            </button>
          </p>
        )}
      </div>
      {vectors && <Drawn vectors={vectors} model={model} photos={photos} labels={labels} />}
    </section>
  );
}

function Drawn(props: {
  vectors: Vectors;
  model: Model;
  photos: readonly Photo[];
  labels: readonly string[];
}) {
  const { model } = props;
  const photos = useMemo(() => props.photos.slice(0, most), [props.photos]);
  const labels = useMemo(() => props.labels.slice(0, most), [props.labels]);
  const vectors = useMemo(
    () => ({
      photos: props.vectors.photos.slice(0, most),
      labels: props.vectors.labels.slice(0, most),
    }),
    [props.vectors],
  );
  const [separate, setSeparate] = useState(true);
  const separable = canSeparate(vectors);
  const separated = separate && separable;
  const data = useMemo(() => planeOf(vectors, separated), [vectors, separated]);
  const nearest = useMemo(() => nearestLabels(vectors), [vectors]);
  const missing = photos.filter((_, i) => !vectors.photos[i]).map(({ name }) => name);
  const [x, y] = data.shares;
  const gap = useId();
  return (
    <>
      <div className="switch">
        <label>
          <input
            type="checkbox"
            checked={separated}
            disabled={!separable}
            aria-describedby={gap}
            onChange={({ target }) => setSeparate(target.checked)}
          />{" "}
          Centre pictures and words each on their own
        </label>
        <small id={gap}>
          Many models put all photos into one region and all texts into another, however well they
          fit. {gapWords(separated, separable)}
        </small>
      </div>
      <figure>
        <PlaneChart data={data} nearest={nearest} photos={photos} labels={labels} />
        <figcaption>
          PCA of the embeddings of {model.name}: distances on the plane are an approximation;{" "}
          {percent(x)} (left to right) + {percent(y)} (up and down) of the variance shown. Squares
          are photos, <Diamond /> are labels.
          {props.photos.length > most && ` The first ${most} photos are shown.`}
          {props.labels.length > most && ` The first ${most} labels are shown.`}
          {missing.length > 0 && ` Without a vector: ${missing.join(", ")}.`}
        </figcaption>
      </figure>
      <details>
        <summary>Nearest label of each photo, as a table</summary>
        <Scroll name="What is nearest to each">
          <table className="nearest">
            <caption>
              By the cosines of the vectors themselves, in all {whole(model.dimensions)} dimensions
            </caption>
            <thead>
              <tr>
                <th scope="col">Photo</th>
                <th scope="col">Nearest label</th>
                <th scope="col" className="number">
                  Cosine
                </th>
              </tr>
            </thead>
            <tbody>
              {photos.map((photo, i) => (
                <tr key={photo.id}>
                  <th scope="row">
                    <Named photo={photo} />
                  </th>
                  <td>{nearest[i] ? labels[nearest[i].label] : "no vector"}</td>
                  <td className="number">{nearest[i] && formatCosine(nearest[i].cosine)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </>
  );
}

function gapWords(separated: boolean, separable: boolean): string {
  if (separated) {
    return "So the mean of the photos is taken from each photo, and that of the labels from each label.";
  }
  return separable
    ? "If this one does, that gap is seen here; it says nothing about what fits what."
    : "To take that gap away, it needs two of both.";
}
