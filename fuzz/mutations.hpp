#pragma once

#include <string>
#include <vector>

/// Mutants of real manifests, for what runs without a fuzzing engine: the same seeds and number
/// give the same mutant.
namespace fargate_lint::fuzz {

/// The files named, and all below the folders named; larger ones than a fuzzer would take are left
/// out.
std::vector<std::string> read_seeds(const std::vector<std::string>& paths);

/// The words of a dictionary of libFuzzer: lines of `"word"` or `name="word"` with `\\`, `\"` and
/// `\xAB` for what cannot stand for itself.
std::vector<std::string> read_dictionary(const std::string& path);

/// A seed with one to four small changes; some put in a word, some change a key wherever it stands.
std::string mutated(const std::vector<std::string>& seeds, const std::vector<std::string>& words,
                    unsigned long number);

}  // namespace fargate_lint::fuzz
