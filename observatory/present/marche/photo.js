// A picture made small on the phone: drawn anew, so that nothing of what the camera wrote beside it goes out.
const SIDE = 1600, QUALITIES = [0.82, 0.6, 0.4], LARGEST = 2_800_000;

export async function shrink(file) {
  let picture;
  try { picture = await createImageBitmap(file, {imageOrientation: 'from-image'}); }
  catch { throw new Error('Cette image ne peut pas être lue : prenez une autre photo.'); }
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement('canvas'), {width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale))});
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of QUALITIES) {
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
    if (blob && blob.size <= LARGEST) return blob.arrayBuffer();
  }
  throw new Error('Cette photo est trop grande : prenez-la de plus loin, ou une autre.');
}
