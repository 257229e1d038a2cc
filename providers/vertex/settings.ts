/** What the provider wants to know of the server, by the names of its settings. */
export interface Settings {
  readonly GOOGLE_APPLICATION_CREDENTIALS?: string;
  readonly GOOGLE_CLOUD_PROJECT?: string;
  readonly GOOGLE_CLOUD_LOCATION: string;
  /** host:port instead of the region's. */
  readonly VERTEX_ENDPOINT?: string;
  /** Plaintext and no credentials, to a server on this machine. */
  readonly VERTEX_INSECURE: boolean;
  /** The project's quota, 120 to 600 by region. */
  readonly VERTEX_REQUESTS_PER_MINUTE?: number;
  readonly REQUEST_TIMEOUT_MS: number;
  readonly MAX_IMAGE_PIXELS: number;
}
