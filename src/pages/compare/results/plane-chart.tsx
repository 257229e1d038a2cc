import { useMemo, useRef, useState, useLayoutEffect } from "react";
import type { CSSProperties, RefObject } from "react";
import { PhotoPicture } from "../photo-picture.tsx";
import type { Photo } from "../types.ts";
import { formatCosine } from "./numbers.ts";
import type { Box } from "./place-names.ts";
import type { Nearest, PlaneData } from "./plane-data.ts";
import { layOut } from "./plane-layout.ts";

type Pointed = { readonly kind: "photo" | "label"; readonly index: number };

/**
 * Thumbnails and names where their vectors are. For the eye and the pointer alone: the table below
 * it says to others what is near what.
 */
export function PlaneChart(props: {
  data: PlaneData;
  nearest: readonly (Nearest | null)[];
  photos: readonly Photo[];
  labels: readonly string[];
}) {
  const { data, nearest, photos, labels } = props;
  const picture = useRef<HTMLDivElement>(null);
  const width = useWidth(picture);
  const layout = useMemo(() => layOut(data, labels, width), [data, labels, width]);
  const [pointed, point] = useState<Pointed | null>(null);
  const lit = (photo: number, label: number) =>
    pointed?.index === (pointed?.kind === "photo" ? photo : label) &&
    nearest[photo]?.label === label;
  const at = (kind: Pointed["kind"], index: number) => ({
    onPointerEnter: () => point({ kind, index }),
    onPointerLeave: () => point(null),
    "data-pointed": pointed?.kind === kind && pointed.index === index ? "" : undefined,
  });
  return (
    <>
      <div
        ref={picture}
        className="map"
        style={{ height: layout.height }}
        role="img"
        aria-label={`${data.photos.length} pictures and ${data.labels.length} words on a plane. The table below lists what is nearest to each.`}
      >
        <svg width={width} height={layout.height}>
          <path
            d={`M0 ${layout.middle.y}H${width}M${layout.middle.x} 0V${layout.height}`}
            className="axes"
          />
          {layout.photos.flatMap((photo) =>
            layout.labels
              .filter((label) => lit(photo.index, label.index))
              .map((label) => (
                <line
                  key={`${photo.index} ${label.index}`}
                  x1={photo.left + layout.side / 2}
                  y1={photo.top + layout.side / 2}
                  x2={label.x}
                  y2={label.y}
                />
              )),
          )}
        </svg>
        {layout.photos.map((box) => (
          <span
            key={box.index}
            className="thumbnail"
            style={position(box)}
            {...at("photo", box.index)}
          >
            <PhotoPicture photo={photos[box.index]!} />
          </span>
        ))}
        {layout.labels.map((label) => (
          <span
            key={label.index}
            className="mark"
            style={{ left: label.x, top: label.y }}
            {...at("label", label.index)}
          />
        ))}
        {layout.labels.map(
          ({ index, name, text }) =>
            name && (
              <span
                key={index}
                className="name"
                style={{ ...position(name), textAlign: name.align }}
                {...at("label", index)}
              >
                {text}
              </span>
            ),
        )}
      </div>
      <p className="pointed quiet" aria-hidden="true">
        {pointed ? told(pointed, props) : "Point at a photo or a label to see what is near it."}
      </p>
    </>
  );
}

function position({ left, top, width, height }: Box): CSSProperties {
  return { left, top, width, height };
}

function told(
  { kind, index }: Pointed,
  { nearest, photos, labels }: Parameters<typeof PlaneChart>[0],
): string {
  if (kind === "photo") {
    const label = nearest[index];
    return `${photos[index]?.name}: nearest is “${label && labels[label.label]}”, cosine ${label && formatCosine(label.cosine)}`;
  }
  const near = photos.filter((_, i) => nearest[i]?.label === index).map(({ name }) => name);
  return `“${labels[index]}”: ${near.length > 0 ? `nearest of ${near.join(", ")}` : "nearest of no photo"}`;
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) {
      return undefined;
    }
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    setWidth(box.clientWidth);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
