// Pictures for the flows, drawn by the browser itself, and how a visitor puts them into a question.

// A picture as a file for `setInputFiles`: black `lines` on white, or on `background`.
export async function drawn(page, name, lines, { width = 640, height = 320, background = '#fff', type = 'image/png' } = {}) {
  const url = await page.evaluate(([text, w, h, fill, kind]) => {
    const canvas = document.createElement('canvas');
    canvas.width = w;
    canvas.height = h;
    const draw = canvas.getContext('2d');
    draw.fillStyle = fill;
    draw.fillRect(0, 0, w, h);
    draw.fillStyle = '#111';
    draw.font = `${Math.round(h / 8)}px sans-serif`;
    text.forEach((line, i) => draw.fillText(line, w / 16, (h / 5) * (i + 1)));
    return canvas.toDataURL(kind);
  }, [lines, width, height, background, type]);
  return { name, mimeType: type, buffer: Buffer.from(url.split(',')[1], 'base64') };
}

export const choose = (page, files) => page.locator('.composer input[type=file]').first().setInputFiles(files);

// What a visitor whose model sees gets: the server's list says so.
export async function seeing(page) {
  await page.route('**/api/models', async (route) => {
    const response = await route.fetch();
    const { models } = await response.json();
    return route.fulfill({ json: { models: models.map((model) => ({ ...model, vision: true })) } });
  });
  await page.reload();
  await page.locator('.model-button .model-name').filter({ hasNotText: 'No model' }).waitFor();
}

// A PDF file with a page for each text.
export function pdfOf(name, texts) {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${texts.length} /Kids [${texts.map((_, i) => `${4 + 2 * i} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  texts.forEach((text, i) => {
    const drawing = `BT /F1 24 Tf 40 300 Td (${text}) Tj ET`;
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents ${5 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`);
  });
  let file = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(file, 'latin1') };
}
