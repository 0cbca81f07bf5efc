"""What the commands of TeX stand for, as far as `exercises.report.tex` knows them."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


def _pairs(text: str) -> dict[str, str]:
    words = _words(text)
    return dict(zip(words[::2], words[1::2], strict=True))


LETTERS = _pairs("""
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ iota ι
    kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ phi ϕ varphi φ chi χ psi ψ
    omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
    ell ℓ infty ∞ partial ∂ nabla ∇ emptyset ∅
""")
SIGNS = _pairs(r"""
    le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ propto ∝ in ∈ notin ∉
    subset ⊂ subseteq ⊆ cup ∪ cap ∩ to → rightarrow → leftarrow ← mapsto ↦
    Rightarrow ⇒ Leftrightarrow ⇔ iff ⇔ times × cdot · pm ± mp ∓ circ ∘ odot ⊙ otimes ⊗
    oplus ⊕ sum ∑ prod ∏ int ∫ dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ forall ∀ exists ∃
    neg ¬ land ∧ lor ∨ perp ⊥ mid ∣ setminus ∖ ast ∗ star ⋆ lt < gt > top ⊤ ll ≪ gg ≫
    lVert ‖ rVert ‖ lvert | rvert | langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉
    colon : prime ′ \| ‖ \{ { \} } \% % \_ _ \# # \$ $
""") | {"quad": "\u2003", "qquad": "\u2003\u2003"}
SPACES = {"\\,": "0.17em", "\\;": "0.28em", "\\:": "0.22em", "\\ ": "0.33em"}
NAMES = set(
    _words("""
    log ln exp min max sup inf lim det dim ker rank tr sin cos tan tanh arg Pr gcd
    argmin
    """)
)
LIMITS = {"∑", "∏", "min", "max", "sup", "inf", "lim", "argmin"}
ACCENTS = _pairs("""
    hat ^ widehat ^ bar ¯ overline ¯ tilde ~ widetilde ~ vec → dot ˙ ddot ¨
""")
BARS = set(_words("bigl bigr Bigl Bigr big Big biggl biggr middle"))
FENCES = {
    "bmatrix": "[]",
    "pmatrix": "()",
    "vmatrix": "||",
    "matrix": "  ",
    "cases": "{ ",
    "aligned": "  ",
    "align": "  ",
    "align*": "  ",
}
_STARTS = {
    "mathbf": (0x1D400, 0x1D41A),
    "mathbb": (0x1D538, 0x1D552),
    "mathcal": (0x1D49C, 0x1D4B6),
}
# Letters that Unicode had before it had the alphabets.
_EARLIER = {
    "mathbb": _pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ"),
    "mathcal": _pairs("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ"),
    "mathbf": {},
}


def letter_in(char: str, font: str) -> str:
    """Return a letter in a font, as the character that Unicode has for it."""
    if char in _EARLIER[font]:
        return _EARLIER[font][char]
    upper, lower = _STARTS[font]
    if "A" <= char <= "Z":
        return chr(upper + ord(char) - ord("A"))
    return chr(lower + ord(char) - ord("a")) if "a" <= char <= "z" else char
