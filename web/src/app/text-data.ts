/** Every word about what the server knows of somebody, and how they take or delete it. */
export const yourData = {
  title: 'Your data',
  intro: 'Everything this server holds about you. Take a copy with you, or delete it.',
  download: 'Download everything',
  downloading: 'Collecting…',
  downloadNote: 'One file of plain text: what you said and did, where you watched, and who asked you in.',
  file: 'sameframe-my-data.ndjson',
  delete: 'Delete me…',
  deleteNote: 'Nobody can bring back what you delete, not even whoever runs this server.',
  sure: 'Delete everything about you?',
  goes: 'This goes, for good:',
  goesList: [
    'your name, here and in every session you were in',
    'all you said: messages, reactions to messages, questions to predict, notes to replays',
    'how far you watched, your points, invitations, knocks, links and your code',
    'what you reported, and why you were removed from somewhere, if you were',
  ],
  stays: 'This stays, from “somebody who left”:',
  staysList: [
    'the sessions themselves, with their titles and what was on screen and in the queue',
    'that somebody played, paused or jumped at that moment, and picked what they picked',
    'what others said, also where they wrote your name',
    'copies that others have saved, and backups until they are old enough to be thrown away',
  ],
  leaves:
    'You leave every session that is going on. Sessions you host go on: somebody who is there becomes their host.',
  word: 'delete',
  type: (word: string) => `Type “${word}” to go on`,
  yes: 'Delete me',
  deleting: 'Deleting…',
  no: 'Keep everything',
} as const;
