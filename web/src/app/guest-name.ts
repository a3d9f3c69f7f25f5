/** A friendly name for somebody who has not said theirs: one of some 4,000. */

const FIRST = `Amber Azure Bold Brave Breezy Bright Calm Cheery Clever Cosmic Cosy Curious Dapper Daring Dreamy Eager
  Fancy Fearless Fluffy Gentle Gleeful Golden Happy Humble Jolly Keen Kind Lively Lucky Lunar Mellow Merry Mighty Misty
  Nimble Noble Patient Peachy Plucky Polite Proud Quick Quiet Quirky Radiant Rosy Rustic Silver Sleepy Snowy Snug Solar
  Spry Starry Stellar Sunny Swift Tidy Velvet Vivid Warm Witty Zany Zesty`;

const SECOND = `Alpaca Badger Beaver Bison Bluebird Bunny Camel Cat Cheetah Chipmunk Cricket Crow Deer Dolphin Dormouse
  Duck Eagle Falcon Ferret Finch Fox Frog Gazelle Gecko Giraffe Goose Hamster Hare Hedgehog Heron Ibex Kingfisher Kiwi
  Koala Lemur Llama Lynx Magpie Marmot Meerkat Mole Newt Octopus Otter Owl Panda Parrot Pelican Penguin Pony Puffin
  Quokka Rabbit Raccoon Robin Seal Sparrow Squirrel Starling Swan Tiger Turtle Walrus Wombat`;

export function guestName(): string {
  const [first = 0, second = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `${pick(FIRST, first)} ${pick(SECOND, second)}`;
}

/** Whether a name is one of these: whoever has it has not said theirs. */
export function isGuestName(name: string): boolean {
  const [first = '', second = '', more] = name.split(' ');
  return more === undefined && isOf(FIRST, first) && isOf(SECOND, second);
}

function isOf(words: string, word: string): boolean {
  return words.split(/\s+/).includes(word);
}

function pick(words: string, chance: number): string {
  const all = words.split(/\s+/);
  return all[chance % all.length] ?? '';
}
