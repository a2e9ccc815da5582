/** The environment variables a program was started with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting is missing or cannot be understood; the message is one sentence for the person who starts the program. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads single variables and collects what is wrong with them, so that one start names all of it. */
export class EnvironmentReader {
  readonly #env: Environment;
  readonly #problems: string[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  problem(text: string): void {
    this.#problems.push(text);
  }

  /** @throws ConfigError when any variable read so far was missing or invalid */
  stopOnProblems(): void {
    if (this.#problems.length > 0) throw new ConfigError(`settings: ${this.#problems.join('; ')}`);
  }

  /** Undefined also for a variable that is set to nothing. */
  optionalText(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  text(name: string, preset: string): string {
    return this.optionalText(name) ?? preset;
  }

  requiredText(name: string, meaning: string): string {
    const value = this.optionalText(name);
    if (value === undefined) this.problem(`${name} is missing: ${meaning}`);
    return value ?? '';
  }

  requiredUrl(name: string, meaning: string): string {
    this.requiredText(name, meaning);
    return this.optionalUrl(name) ?? '';
  }

  url(name: string, preset: string): string {
    return this.optionalUrl(name) ?? preset;
  }

  optionalUrl(
    name: string,
    protocols: readonly string[] = ['http:', 'https:'],
  ): string | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    const protocol = URL.canParse(value) ? new URL(value).protocol : '';
    if (!protocols.includes(protocol)) {
      this.problem(`${name} must be an address that starts with ${protocols[0]}//`);
    }
    return value;
  }

  port(name: string, preset: number): number {
    return this.#whole(name, preset, 1, 65_535, 'a port, 1 to 65535');
  }

  milliseconds(name: string, preset: number): number {
    return this.#whole(name, preset, 1, 600_000, 'milliseconds, 1 to 600000');
  }

  /** @param least - smallest number that makes sense; at most 5 GB, the most that object stores take at once */
  bytes(name: string, preset: number, least: number): number {
    return this.#whole(name, preset, least, 5_000_000_000, `bytes, ${least} to 5000000000`);
  }

  flag(name: string, preset: boolean): boolean {
    const value = this.optionalText(name);
    if (value !== undefined && value !== 'true' && value !== 'false') {
      this.problem(`${name} must be true or false, not "${value}"`);
    }
    return value === undefined ? preset : value === 'true';
  }

  #whole(name: string, preset: number, least: number, most: number, meaning: string): number {
    const value = this.optionalText(name);
    if (value === undefined) return preset;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    this.problem(`${name} must be ${meaning}, not "${value}"`);
    return preset;
  }
}
