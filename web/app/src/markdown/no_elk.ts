// Stands in for elkjs, a layout engine of 1.5 MB that mermaid offers besides its own: diagrams that ask
// for it are shown as code.
export default class NoElk {
  constructor() {
    throw new Error('The elk layout is not part of this app.');
  }
}
