"""A sentence in each of several scripts, with a word of it and what stands for that in a copy."""

SCRIPTS = {
    "arabic": (
        "أغلق مدير الميناء البوابة الشمالية عند الفجر لأن النهر ارتفع أثناء الليل وانتظر بحارة السفن في المقهى القديم",
        "الشمالية",
        "الجنوبية",
    ),
    "hebrew": (
        "מנהל הנמל סגר את השער הצפוני עם שחר כי הנהר עלה במשך הלילה ושתי דוברות עמוסות עצים חיכו ליד הרציף הישן",
        "הצפוני",
        "הדרומי",
    ),
    "japanese": (
        (
            "港長は夜の間に川が増水したため夜明けに北の門を閉めた。材木を積んだ二隻のはしけが岸壁で待っていて、乗組員は小屋で熱いコー"
            "ヒーを飲んでいた。"
        ),
        "北",
        "南",
    ),
    "thai": (
        "นายท่าเรือปิดประตูทางเหนือตอนรุ่งสางเพราะแม่น้ำสูงขึ้นในตอนกลางคืนเรือบรรทุกไม้สองลำจอดรออยู่ที่ท่าและลูกเรือดื่มกาแฟ",
        "เหนือ",
        "ใต้",
    ),
    "emoji": (
        (
            "The 👩‍👧 family 🇩🇪 crossed the naïve café́ bridge 🌉 at dawn a"
            "nd waved 👋🏽 to every boat that went down the river to the se"
            "a"
        ),
        "dawn",
        "dusk",
    ),
    "german": (
        (
            "Der Donaudampfschifffahrtsgesellschaftskapitän schloss bei T"
            "agesanbruch das nördliche Tor, weil der Fluss über Nacht ges"
            "tiegen war und niemand schlief"
        ),
        "nördliche",
        "südliche",
    ),
}
