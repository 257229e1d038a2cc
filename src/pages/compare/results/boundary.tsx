import { Component, type ReactNode } from "react";
import type { Results } from "../types.ts";

interface BoundaryProps {
  /** What this part of the page shows, as in "The heat maps". */
  readonly name: string;
  /** With others, it is tried again. */
  readonly results: Results;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly failure: string | null;
  readonly of: Results | null;
}

/** Keeps a mistake in one part of the results from taking the page along. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failure: null, of: null };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps({ results }: BoundaryProps, { of }: BoundaryState) {
    return of === results ? null : { of: results, failure: null };
  }

  override render() {
    const { failure } = this.state;
    return failure === null ? (
      this.props.children
    ) : (
      <p role="alert">
        {this.props.name} cannot be shown: {failure}. Everything else is as it was.
      </p>
    );
  }
}
