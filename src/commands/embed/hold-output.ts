import { withLock } from "../../../providers/onnx/index.ts";

export interface Hold {
  /** @throws Error when another run has taken over */
  check(): void;
  release(): Promise<void>;
}

/**
 * Keeps other runs away from an output. The lock of a killed process is taken over.
 *
 * @throws Error while another run writes there
 */
export function holdOutput(path: string): Promise<Hold> {
  const signal = new AbortController().signal;
  const waiting = async () => {
    throw new Error(`Another run is writing ${path}. Let it end, or choose another --out.`);
  };
  return new Promise((resolve, reject) => {
    const held = withLock(`${path}.lock`, { signal, waiting }, (lost) => {
      return new Promise<void>((free) => {
        const check = () => {
          if (lost.aborted) {
            throw new Error(`Another run writes ${path}: this one stood still for over a minute.`);
          }
        };
        const release = () => {
          free();
          return held;
        };
        resolve({ check, release });
      });
    });
    held.catch(reject);
  });
}
