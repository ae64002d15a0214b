import { DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast';

export interface CopyStep {
  /** The stage it copies from; null for the build context. */
  readonly from: string | null;
  readonly sources: readonly string[];
  readonly target: string;
}

export interface Stage {
  readonly name: string | null;
  /** With the build arguments' defaults filled in. */
  readonly image: string;
  readonly copies: readonly CopyStep[];
  readonly user: string | null;
  /** Words of CMD and of HEALTHCHECK's CMD. */
  readonly commands: readonly (readonly string[])[];
  readonly keywords: readonly string[];
}

/** The stages of a Dockerfile in order; the last one is the image. */
export function readDockerfile(source: string): Stage[] {
  const file = DockerfileParser.parse(source);
  const defaults = new Map(
    file.getInitialARGs().map((arg) => {
      const property = arg.getProperty();
      return [property?.getName() ?? '', property?.getValue() ?? ''] as const;
    }),
  );
  const filled = (text: string) =>
    text.replace(/\$\{(\w+)\}/g, (_, name) => defaults.get(name) ?? '');
  return file.getFROMs().map((from) => {
    const stage = file.getContainingImage(from.getRange().start);
    if (stage === null) throw new Error('a FROM stands outside its stage');
    const instructions = stage.getInstructions();
    return {
      name: from.getBuildStage(),
      image: filled(from.getImage() ?? ''),
      copies: stage.getCOPYs().map((copy) => {
        const paths = words(copy);
        return {
          from: copy.getFromFlag()?.getValue() ?? null,
          sources: paths.slice(0, -1),
          target: paths.at(-1) ?? '',
        };
      }),
      user:
        instructions.findLast((it) => it.getKeyword() === 'USER')?.getArgumentsContent() ?? null,
      commands: [
        ...stage.getCMDs().map(jsonWords),
        ...stage.getHEALTHCHECKs().map((check) => jsonArray(check.getArgumentsContent() ?? '')),
      ],
      keywords: instructions.map((it) => it.getKeyword()),
    };
  });
}

const words = (instruction: Instruction): string[] =>
  instruction.getArguments().map((argument) => argument.getValue());

const jsonWords = (instruction: JSONInstruction): string[] =>
  instruction.getJSONStrings().map((argument) => argument.getJSONValue());

/** HEALTHCHECK's parser hands its command over as text. */
function jsonArray(text: string): string[] {
  const parsed: unknown = JSON.parse(text.slice(text.indexOf('[')));
  if (!Array.isArray(parsed)) throw new Error('expected the command as a JSON array');
  return parsed.map(String);
}
